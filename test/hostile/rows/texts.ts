import type { Row } from '../row.ts';
import { aTicket, CANARY } from '../world.ts';
import { ofCustomers, ofTickets, open, refused, wrongIn } from './wrong.ts';

/** Each of them shows nothing. */
export const invisible = [
  ' ',
  '\t\n',
  '\u00A0',
  '\u00AD',
  '\u061C',
  '\u115F',
  '\u180E',
  '\u200B\u200D',
  '\u2028',
  '\u202E',
  '\u2060',
  '\u2066\u2069',
  '\u2800',
  '\u3000',
  '\u3164',
  '\uFE0F',
  '\uFEFF',
  '\uFFA0',
  '\u{E0041}',
  '\u0301',
];

const cities = [
  '../../etc',
  'GMT+25',
  '+08:00',
  'UTC+8',
  'Etc/Unknown',
  'Asia/Nowhere',
  'asia',
  '',
  'x'.repeat(5000),
];
const languages = [
  'x-evil',
  'i-klingon',
  '../../en',
  'zh-CN\u0000',
  'e',
  'english',
  '',
  'en-US-u-ca-buddhist',
];
const kinds = [
  'OPEN',
  'CONSULTATION',
  'сonsultation',
  'consultation ',
  'consultation\u200B',
  'ｃonsultation',
  '',
  '__proto__',
  'constructor',
  'toString',
];

/** 3.1, H13 to H25: texts that are too long, show nothing, or look like others. */
export const textRows: readonly Row[] = [
  {
    id: 'H13',
    title: 'control characters, refused in names and lines',
    cases: (world) => [
      ...ofTickets(
        world,
        ['\u0000', '\u0007', '\u001B[31m', '\n', '\r\nBcc: x', '\u007F', '\u0085', '\u009B31m'].map(
          (sign) => ['subject', `A${sign}B`],
        ),
      ),
      ...ofTickets(world, [['body', 'A\u0000B']]),
      ...ofCustomers(
        ['\u0000', '\u0007', '\u001B[31m', '\r\nBcc: x', '\u0085'].map((sign) => ['name', `A${sign}B`]),
      ),
    ],
  },
  {
    id: 'H15',
    title: 'texts that are too long, by any measure',
    cases: (world) => [
      ...ofTickets(world, [
        ['subject', 'x'.repeat(65_536)],
        ['subject', 'x'.repeat(201)],
        ['subject', `e${'\u0301'.repeat(10_000)}`],
        ['body', 'x'.repeat(65_537)],
        ['body', '好'.repeat(21_846)],
      ]),
      ...ofCustomers([
        ['name', `e${'\u0301'.repeat(10_000)}`],
        ['name', 'x'.repeat(101)],
        ['name', '好'.repeat(300_000)],
      ]),
      {
        what: 'a message of 1 MiB',
        to: `POST /v1/tickets/${world.ticket.id}/messages`,
        body: { visibility: 'public', body: 'x'.repeat(1024 * 1024) },
        answers: '413 payload_too_large',
      },
      {
        what: 'a body of 64 KiB to the byte',
        to: open,
        body: aTicket(world, { body: '好'.repeat(21_845) }),
        answers: '201',
      },
    ],
  },
  {
    id: 'H16',
    title: 'texts in which nothing is to be seen',
    cases: (world) => [
      ...ofTickets(
        world,
        invisible.map((sign) => ['subject', sign, codePoints(sign)]),
      ),
      ...ofTickets(
        world,
        invisible.map((sign) => ['body', sign.repeat(3), codePoints(sign)]),
      ),
      ...ofCustomers(invisible.map((sign) => ['name', sign, codePoints(sign)])),
    ],
  },
  {
    id: 'H21',
    title: 'zones and languages that are none',
    cases: () => [
      ...ofCustomers(cities.map((city) => ['timeZone', city])),
      ...ofCustomers(languages.map((tag) => ['language', tag])),
      ...wrongIn(
        'PATCH /v1/settings',
        (over) => over,
        cities.map((city) => ['timeZone', city]),
        'admin',
      ),
    ],
  },
  {
    id: 'H25',
    title: 'words that look like others',
    cases: (world) => [
      ...ofTickets(
        world,
        kinds.map((kind) => ['kind', kind]),
      ),
      ...ofTickets(
        world,
        ['Web', 'wеb', 'web ', 'ＷＥＢ'].map((channel) => ['channel', channel]),
      ),
      ...['OPEN', 'оpen', 'open ', 'open\u0000', 'resolved,closed'].map((to) => ({
        what: `a step to ${to}`,
        to: `POST /v1/tickets/${world.ticket.id}/transitions`,
        body: { to, reason: CANARY },
        answers: refused,
        names: 'to',
      })),
      ...['OPEN', 'оpen', 'open%20', 'open,', ',', 'open,Open'].map((status) => ({
        what: `a list of ${status}`,
        to: `GET /v1/tickets?status=${encodeURI(status).replace('%2520', '%20')}`,
        answers: refused,
      })),
    ],
  },
];

const codePoints = (text: string): string =>
  [...text].map((sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16)}`).join(' ');
