const groupsOf = (half: string): string[] => (half === '' ? [] : half.split(':'));

/** The first 48 bits of an IPv6 address, in its short spelling. */
const network48 = (address: string): string => {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 3);
  return `${groups.map((group) => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/48`;
};

/** The network an address belongs to: /24 of IPv4, /48 of IPv6. `unknown` for anything else, so that nothing odd is kept. */
export const maskedAddress = (address: string): string => {
  const text = address
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/, '');
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(text);
  if (v4) return `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  return /^[0-9a-f:]{2,39}$/.test(text) && text.includes(':') ? network48(text) : 'unknown';
};
