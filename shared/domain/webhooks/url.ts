import { isAddress, isLoopback, isPublicAddress } from './address.ts';

/** Whether calls to this machine itself are let through: only where the whole system runs on one (`docs/webhooks.md`). */
export type AddressRules = { readonly loopback: boolean };

export const MAX_URL_LENGTH = 2048;

/** Names that never lead out of the network they are asked in. */
const closedNames =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/;

/** The host of an address, without the brackets of IPv6 and without the dot of the root. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

const hostIsLocal = (host: string): boolean => host === 'localhost' || isLoopback(host);

/**
 * What is wrong with the address of a webhook, as a sentence; `undefined` when nothing is. `URL` has written the host in its one form, so that
 * decimal, octal, hexadecimal and short forms of IPv4 are seen for what they are. Where a name leads is asked again at each connection.
 */
export const urlProblem = (text: string, rules: AddressRules): string | undefined => {
  // `URL` leaves out line breaks and tabs and trims blanks: what is kept and shown would be another address than the one that is called.
  if (text.length > MAX_URL_LENGTH || /[\p{Cc}\s]/u.test(text) || !URL.canParse(text))
    return 'must be an https address';
  const url = new URL(text);
  const host = hostOf(url);
  const isOwn = rules.loopback && hostIsLocal(host);
  if (url.protocol !== 'https:' && !(isOwn && url.protocol === 'http:')) return 'must be an https address';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.hash !== '') return 'must not have a fragment';
  if (isOwn) return undefined;
  if (isAddress(host)) return isPublicAddress(host) ? undefined : 'must be an address of the public internet';
  return host.includes('.') && !closedNames.test(host)
    ? undefined
    : 'must be an address of the public internet';
};

/** Whether a connection may be made to the address that a name has led to. */
export const mayConnect = (address: string, rules: AddressRules): boolean =>
  isPublicAddress(address) || (rules.loopback && isLoopback(address));
