import { createHmac } from 'node:crypto';

/** What an authenticator app shows for a secret at an instant: RFC 6238 with SHA-1, 30 seconds, six digits. */
export const authenticatorCode = (secret: string, nowMs: number): string => {
  const bits = [...secret].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(nowMs / 30_000), 4);
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
