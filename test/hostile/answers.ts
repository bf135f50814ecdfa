/** What is no answer to a survey; its case is nothing that anybody may name. */
export const wrongAnswers = (ticketId: string): readonly unknown[] => [
  { csat: 0 },
  { csat: 6 },
  { csat: 4.5 },
  { csat: '5' },
  { csat: null },
  { csat: [5] },
  { csat: 5, nps: 11 },
  { csat: 5, ticketId },
  { csat: 5, dimensions: { price: 5 } },
  { csat: 5, comment: 'x'.repeat(4097) },
  [],
];
