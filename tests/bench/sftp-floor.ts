import { createConnection } from "node:net";
import ssh2, { type SFTPWrapper } from "ssh2";
import type { SftpSettings } from "~/engine/transports/sftp";

// A CommonJS package whose names Node cannot see from an ES module.
const { Client, utils } = ssh2;

/** `flush`: each file is on the far end's disk before it gets its name, as one has to be that must not be lost there. */
type Job = { from: string; to: string; archive: string; atOnce: number; flush: boolean };
const call = <T>(act: (done: (error: Error | null | undefined, value: T) => void) => void) =>
  new Promise<T>((resolve, reject) => act((error, value) => (error ? reject(error) : resolve(value))));

/** Moves every file of a folder with no more requests than that takes: the least any pipe over SFTP has to do. */
export async function copyByPlainSftp(
  settings: SftpSettings,
  { from, to, archive, atOnce, flush }: Job,
): Promise<void> {
  const client = new Client();
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () => client.sftp((error, channel) => (error ? reject(error) : resolve(channel))));
    const { host, port, username, auth } = settings;
    client.connect({
      sock: createConnection({ host, port, noDelay: true }),
      username,
      ...(auth.kind === "private-key" ? { privateKey: auth.privateKey } : { password: auth.password }),
      algorithms: { cipher: ["aes128-gcm@openssh.com"] },
    });
  });
  const listed = await call<{ filename: string; attrs: { size: number } }[]>((done) => sftp.readdir(from, done));
  const files = listed.values();
  const { READ, WRITE, CREAT, EXCL } = utils.sftp.OPEN_MODE;
  const work = async () => {
    for (const { filename, attrs } of files) {
      const source = `${from}/${filename}`;
      const bytes = Buffer.allocUnsafe(attrs.size);
      const input = await call<Buffer>((done) => sftp.open(source, READ, done));
      await call<number>((done) => sftp.read(input, bytes, 0, bytes.length, 0, done));
      await call<void>((done) => sftp.close(input, (error) => done(error)));
      const part = `${to}/.${filename}.part`;
      const output = await call<Buffer>((done) => sftp.open(part, WRITE | CREAT | EXCL, done));
      await call<void>((done) => sftp.write(output, bytes, 0, bytes.length, 0, (error) => done(error)));
      if (flush) await call<void>((done) => sftp.ext_openssh_fsync(output, (error) => done(error)));
      await call<void>((done) => sftp.close(output, (error) => done(error)));
      await call<void>((done) => sftp.rename(part, `${to}/${filename}`, (error) => done(error)));
      await call<void>((done) => sftp.rename(source, `${archive}/${filename}`, (error) => done(error)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  client.end();
}
