/** Stands for a name that no object literal of JavaScript takes for a name of its own; see `textOf`. */
export const PROTO = '@@__proto__@@';

/** Instants and days that are none, or out of reach. */
export const dates: readonly string[] = [
  '2026-02-30T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '1999-12-31T23:59:59.999Z',
  '2101-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00+25:00',
  '2026-01-01T24:00:00Z',
  '2026-01-01t00:00:00z',
  '2026-01-01',
  '1772442000',
  '2026-13-01T00:00:00Z',
  '+002026-01-01T00:00:00Z',
  '2026-01-01T00:00:60Z',
  '２０２６-01-01T00:00:00Z',
];
/** Mail addresses that are none, or more than one. */
export const mails: readonly string[] = [
  'a@b',
  '@example.com',
  'a..b@example.com',
  'a@example..com',
  'a@example.com\r\nBcc: x@example.com',
  'a@example.com,b@example.com',
  '"a b"@example.com',
  'ａ@example.com',
  `${'a'.repeat(50_000)}@example.com`,
  'a@[127.0.0.1]',
  'a@exa mple.com',
  '用户@例子.公司',
];
/** Addresses that must not be called. */
export const urls: readonly string[] = [
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'https://169.254.169.254/',
  'https://localhost/',
  'https://[::ffff:127.0.0.1]/',
  'https://2130706433/',
  'https://user:pass@example.com/',
  'https://example.com/#f',
  'https://0x7f.1/',
  '//example.com/',
  'https://',
  'https://exa mple.com/',
  `https://example.com/${'a'.repeat(3000)}`,
];
/** Time zones that nobody knows. */
export const zones: readonly string[] = [
  '../../etc',
  'GMT+25',
  'Etc/Unknown',
  'asia/shanghai',
  'Asia/Shanghai\u0000',
  'x-evil',
  '',
  'UTC+8',
];

/** Members that no request has: fields of the store, of other records, of JavaScript itself. */
export const unknownNames: readonly string[] = [
  'tenantId',
  'role',
  'status',
  'assignee',
  'createdAt',
  'version',
  'slaDueAt',
  'isInternal',
  'ttl',
  'pk',
  'sk',
  'GSI1PK',
  'g1pk',
  'id',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  PROTO,
  '$where',
  'a.b',
  '',
  ' subject',
  'Subject',
  'x'.repeat(300),
  '\ud800',
  '字段',
];

/** Names for members of which any may be given. */
export const oddNames: readonly string[] = [
  '',
  ' ',
  '#',
  'a.b',
  'a[0]',
  '\u0000',
  '\ud800',
  '字段',
  'x'.repeat(41),
  'x'.repeat(100_000),
  'toString',
  'constructor',
  PROTO,
];
