import { authenticate } from "/jitsuin.js";
import { post } from "/sign-form.js";

/**
 * Call it inside a click. The server verifies the token with its own origin and the nonce that it gave, answers { status, report } and sets its
 * session cookie.
 */
export async function logIn({ notice, contact }, settings, onToken = () => {}, [path, more] = ["/api/logins", {}]) {
  const request = post("/api/requests");
  const { token } = await authenticate(
    request.then(({ nonce, expires }) => ({ nonce, expires, notice, contact })),
    settings,
  );
  onToken();
  return post(path, { ...more, ...(await request), token });
}
