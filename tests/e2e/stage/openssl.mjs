/** An independent judge: OpenSSL's command. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Whether `openssl cms -verify` accepts a signature, with the CAs of the card.
 * @param {{ signature: Buffer, content?: Buffer, anchors: string }} what detached content, or none where it is attached
 * @returns {Promise<{ accepted: boolean, said: string, content: Buffer }>}
 */
export async function cmsVerify({ signature, content, anchors }) {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-openssl-"));
  try {
    await writeFile(join(folder, "s"), signature);
    const args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", join(folder, "s"), "-CAfile", anchors];
    if (content) {
      await writeFile(join(folder, "c"), content);
      args.push("-content", join(folder, "c"));
    }
    return await new Promise((resolve) => {
      execFile("openssl", args, { encoding: "buffer", maxBuffer: 64 << 20, timeout: 30_000 }, (error, stdout, stderr) => {
        resolve({ accepted: error === null, said: stderr.toString(), content: stdout });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
