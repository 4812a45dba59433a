/** A promise and the two functions that settle it. (`Promise.withResolvers` is not in Node 20, where the tests run.) */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (!settle) throw new Error("a promise's executor runs at once");
  return { promise, ...settle };
}

/** Waits for the promise, or rejects with the signal's reason if that comes first. */
export function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

/** Waits so many milliseconds, or rejects with the signal's reason if that comes first. Leaves no timer behind. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = deferred<undefined>();
  const timer = setTimeout(() => {
    resolve(undefined);
  }, milliseconds);
  return until(signal, promise).finally(() => {
    clearTimeout(timer);
  });
}
