import * as z from 'zod';

const MAX = 254;
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const forbiddenInHost = /[\s/\\?#@:%[\]<>^|\p{Cc}]/u;

/** The domain in ASCII and lower case (UTS 46), or `undefined` for what is no domain on the public net. */
const asciiDomain = (domain: string): string | undefined => {
  if (forbiddenInHost.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
  const host = new URL(`http://${domain}/`).hostname;
  const labels = host.split('.');
  const known =
    labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return known ? host : undefined;
};

/**
 * The one spelling of an e-mail address, or `undefined` when it isn't one: full-width characters folded (NFKC), the domain in
 * ASCII and lower case, the part before the `@` as written. Quoted parts, comments and lists of addresses are not accepted.
 */
export const canonicalEmail = (text: string): string | undefined => {
  if (text.length > MAX * 2 || !text.isWellFormed()) return undefined;
  const folded = text.normalize('NFKC').trim();
  const at = folded.lastIndexOf('@');
  const [name, domain] = [folded.slice(0, Math.max(at, 0)), asciiDomain(folded.slice(at + 1))];
  if (at < 1 || name.length > 64 || !local.test(name) || domain === undefined) return undefined;
  const address = `${name}@${domain}`;
  return address.length <= MAX ? address : undefined;
};

/** An e-mail address in its one spelling; see `canonicalEmail`. */
export const emailSchema = z
  .string()
  .refine((text) => canonicalEmail(text) !== undefined, 'must be an e-mail address')
  .overwrite((text) => canonicalEmail(text) ?? text)
  .meta({ format: 'email', maxLength: MAX });
