import type { Bug } from '../bug.ts';

const views = 'shared/app/tickets/view.ts';
const customers = 'test/app/customers/customers.test.ts';
const masked = { file: 'test/app/tickets/masked-views.test.ts', title: 'is masked in' } as const;
const erased = { file: 'test/app/customer-work/erased-places.test.ts' } as const;
const eraseStep = 'shared/app/customer-work/erase-step.ts';
const blankCase = 'shared/app/customer-work/blank-case.ts';
const answer = 'test/app/surveys/answer.test.ts';

/** What is known of people: masks (13), erasure (22), and what is good once (24). */
export const people: readonly Bug[] = [
  {
    id: '13a',
    name: 'a customer is masked in lists, and whole when opened',
    file: 'shared/app/customers/views.ts',
    edits: [['masked(customer, own ? everyField : revealed)', 'masked(customer, everyField)']],
    noticedBy: [{ file: customers, title: 'is masked for staff' }],
  },
  {
    id: '13b',
    name: 'numbers in messages are whole',
    file: views,
    edits: [['body: textFor(caller, message.body)', 'body: message.body']],
    noticedBy: [masked],
  },
  {
    id: '13c',
    name: 'numbers in the subject of an opened case are whole',
    file: views,
    edits: [['subject: textFor(caller, ticket.subject)', 'subject: ticket.subject']],
    noticedBy: [masked],
  },
  {
    id: '13d',
    name: 'numbers in reasons are whole',
    file: views,
    edits: [['{ ...rest, reason: textFor(caller, reason) };', '{ ...rest, reason };']],
    noticedBy: [masked],
  },
  {
    id: '13e',
    name: 'numbers in tasks are whole',
    file: views,
    edits: [['title: textFor(caller, task.title)', 'title: task.title']],
    noticedBy: [masked],
  },
  {
    id: '13f',
    name: 'numbers of parcels are whole',
    file: 'shared/app/orders/views.ts',
    edits: [
      [
        'whole ? shipment.trackingNumber : maskTracking(shipment.trackingNumber)',
        'whole ? shipment.trackingNumber : maskTracking(shipment.trackingNumber) && shipment.trackingNumber',
      ],
    ],
    noticedBy: [{ file: masked.file, title: 'is masked to whoever may not reveal addresses' }],
  },
  {
    id: '13g',
    name: 'the card in the index has the subject as it was written',
    file: 'shared/adapters/dynamo/items/ticket.ts',
    edits: [
      [
        'subject: clipped(maskText(ticket.subject), 200)',
        'subject: clipped(maskText(ticket.subject) && ticket.subject, 200)',
      ],
    ],
    noticedBy: [{ file: masked.file, title: 'but in lists, where it lies masked' }],
  },
  {
    id: '22a',
    name: 'erasure leaves the subject, and with it the card in the indexes',
    file: blankCase,
    edits: [["    subject: '',\n", '']],
    noticedBy: [erased],
  },
  {
    id: '22b',
    name: 'erasure leaves what messages said before they were edited',
    file: blankCase,
    edits: [['    ...(await editWrites(messages, context)),\n', '']],
    noticedBy: [erased],
  },
  {
    id: '22c',
    name: 'erasure leaves reasons on the timeline',
    file: blankCase,
    edits: [['.filter(hasReason).map(withoutReason)', '.filter(hasReason).slice(1).map(withoutReason)']],
    noticedBy: [erased],
  },
  {
    id: '22d',
    name: 'erasure leaves reasons on the ladder',
    file: blankCase,
    edits: [["      .filter(({ reason }) => reason !== '')", "      .filter(({ reason }) => reason === '')"]],
    noticedBy: [erased],
  },
  {
    id: '22e',
    name: 'erasure leaves tasks',
    file: blankCase,
    edits: [["{ ...rest, title: '', version: task.version + 1 }", '{ ...rest, version: task.version + 1 }']],
    noticedBy: [erased],
  },
  {
    id: '22f',
    name: 'erasure leaves the comment beside the survey',
    file: eraseStep,
    edits: [
      [
        'const wordless = off.answer?.comment === undefined ? off : withoutComment(off, survey);',
        'const wordless = off;',
      ],
    ],
    noticedBy: [erased],
  },
  {
    id: '22g',
    name: 'erasure leaves all answers but the last',
    file: eraseStep,
    edits: [
      [
        'Array.from({ length: answers }, (_, n) => ref(',
        'Array.from({ length: Math.min(1, answers) }, (_, n) => ref(',
      ],
    ],
    noticedBy: [erased],
  },
  {
    id: '22h',
    name: 'erasure leaves links of surveys',
    file: eraseStep,
    edits: [
      ['...(survey.claimedAt === undefined\n', '...(survey.claimedAt === undefined || survey.answers > 0\n'],
    ],
    noticedBy: [erased],
  },
  {
    id: '22i',
    name: 'erasure leaves numbers of parcels',
    file: eraseStep,
    edits: [['  await blankOrders(recordId, context, tools);\n', '']],
    noticedBy: [erased],
  },
  {
    id: '22j',
    name: 'erasure leaves records that were merged into the erased one',
    file: eraseStep,
    edits: [['  if (recordId !== customer.id) await emptyRecord(recordId, context, tools);\n', '']],
    noticedBy: [erased],
  },
  {
    id: '22k',
    name: 'erasure leaves files of exports',
    file: eraseStep,
    edits: [
      [
        '    if (erasure.place === undefined) await withdrawExports(context, tools.commit, tools.exports);\n',
        '',
      ],
    ],
    noticedBy: [erased],
  },
  {
    id: '22l',
    name: 'erasure leaves the keys of data',
    file: 'shared/app/customers/erase-customer.ts',
    edits: [["    ...idsOf(before).map((customerId): Write => ({ op: 'forget', customerId })),\n", '']],
    noticedBy: [{ file: 'test/adapters/erased-stay-erased.test.ts', title: 'can be read by nobody' }],
  },
  {
    id: '22m',
    name: 'erasure leaves what a restore needs to stay away from',
    file: 'shared/app/customers/erase-customer.ts',
    edits: [
      [
        "    ...idsOf(before).map((customerId) => put('tombstone', { customerId, erasedAt: context.now })),\n",
        '',
      ],
    ],
    noticedBy: [{ file: 'test/adapters/erasure.test.ts', title: 'is applied again to a record' }],
  },
  {
    id: '24a',
    name: 'of many first answers each is the first',
    file: 'shared/app/surveys/answer-survey.ts',
    edits: [
      [
        "import { create, type Found, ref, update, type Write } from '../records.ts';",
        "import { type Found, put, ref, update, type Write } from '../records.ts';",
      ],
      [
        "    update('survey', survey, after),\n    create('surveyResponse', given.response),",
        "    put('survey', after),\n    put('surveyResponse', given.response),",
      ],
      [
        "...(task === undefined ? [] : [create('task', task)])",
        "...(task === undefined ? [] : [put('task', task)])",
      ],
    ],
    noticedBy: [{ file: 'test/app/surveys/answer-order.test.ts' }],
  },
  {
    id: '24b',
    name: 'an answer can be amended for ever',
    file: 'shared/domain/surveys/give.ts',
    edits: [["  if (until !== undefined && now > until) throw new Refusal('survey_locked');\n", '']],
    noticedBy: [{ file: answer, title: 'is locked after that' }],
  },
  {
    id: '24c',
    name: 'a link leads to a survey that is over',
    file: 'shared/domain/surveys/give.ts',
    edits: [["  if (!isPending(survey)) throw new Refusal('expired');\n", '']],
    noticedBy: [{ file: answer }],
  },
  {
    id: '24d',
    name: 'a code that was used proves who somebody is again',
    file: 'shared/domain/tickets/identity-check.ts',
    edits: [['  !check.code.used &&\n', '']],
    noticedBy: [{ file: 'test/domain/customers/privacy-rules.test.ts', title: 'takes a code once' }],
  },
  {
    id: '24e',
    name: 'a code that was right is not noted as used',
    file: 'shared/domain/tickets/identity-check.ts',
    edits: [['{ ...before.code, used: true }', '{ ...before.code }']],
    noticedBy: [{ file: 'test/domain/customers/privacy-rules.test.ts', title: 'takes a code once' }],
  },
];
