/** An IPv4 address as a number; `undefined` for anything but four decimal parts. */
const v4Of = (text: string): number | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts === undefined || parts.some((part) => part > 255)
    ? undefined
    : parts.reduce((sum, part) => sum * 256 + part, 0);
};

/** The eight groups of an IPv6 address; `undefined` for anything else, an address with a zone included. */
const v6Of = (text: string): readonly number[] | undefined => {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = tail ? v4Of(tail[2] ?? '') : undefined;
  if (tail && v4 === undefined) return undefined;
  const written =
    v4 === undefined
      ? text
      : `${tail?.[1]}${Math.floor(v4 / 65536).toString(16)}:${(v4 % 65536).toString(16)}`;
  const halves = written.split('::');
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
};

/** Blocks that lead to nobody on the public internet (IANA special-purpose registry, RFC 6890), by first address and length. */
const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

const isPublicV4 = (address: number): boolean =>
  !closedV4.some(([first, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(address / size) === Math.floor((v4Of(first) ?? 0) / size);
  });

/**
 * Global unicast is `2000::/3` and nothing else, without what tunnels to IPv4 (Teredo, 6to4), is for documentation, or is for protocols:
 * mapped, translated, local and unique local addresses all lie outside of it.
 */
const isPublicV6 = ([first = 0, second = 0]: readonly number[]): boolean =>
  first >= 0x2000 &&
  first <= 0x3fff &&
  first !== 0x2002 &&
  !(first === 0x2001 && (second < 0x0200 || second === 0x0db8)) &&
  !(first === 0x3fff && second < 0x1000);

/** Whether a literal address, as a resolver or `URL` writes it, is one of the public internet. What cannot be read is not. */
export const isPublicAddress = (text: string): boolean => {
  const v4 = v4Of(text);
  if (v4 !== undefined) return isPublicV4(v4);
  const v6 = v6Of(text);
  return v6 !== undefined && isPublicV6(v6);
};

/** Whether an address is this machine's own. */
export const isLoopback = (text: string): boolean => /^127(?:\.\d{1,3}){3}$/.test(text) || text === '::1';

/** Whether a text is an address at all, and no name. */
export const isAddress = (text: string): boolean => v4Of(text) !== undefined || v6Of(text) !== undefined;
