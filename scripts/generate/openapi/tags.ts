/** The chapters of the document: one for each context of the route table, in this order. */
const chapters: Readonly<Record<string, { name: string; description: string }>> = {
  tickets: {
    name: 'Tickets',
    description: 'Cases, their messages, escalations, tasks and timelines; saved views.',
  },
  customers: { name: 'Customers', description: 'Who the cases are about.' },
  orders: { name: 'Orders', description: 'What customers bought.' },
  sla: { name: 'SLA', description: 'Policies, calendars, and how a deadline came about.' },
  surveys: { name: 'Surveys', description: 'Surveys, answers, scores and templates.' },
  people: { name: 'People', description: 'Staff, teams and roles.' },
  settings: { name: 'Settings', description: "The product's parameters, and the shops." },
  public: { name: 'Public', description: 'Without signing in.' },
  meta: { name: 'Service', description: 'The service itself.' },
};

const chapterOf = (context: string) =>
  chapters[context] ?? {
    name: context.charAt(0).toUpperCase() + context.slice(1),
    description: `Everything about ${context}.`,
  };

export const tagOf = (routeId: string): string => chapterOf(routeId.split('/')[0] ?? '').name;

/** The tags of the contexts that have routes. */
export const tagsOf = (routeIds: readonly string[]): { name: string; description: string }[] => {
  const present = new Set(routeIds.map((id) => id.split('/')[0] ?? ''));
  const known = Object.keys(chapters).filter((context) => present.has(context) || context === 'meta');
  return [...known, ...[...present].filter((context) => !(context in chapters)).sort()].map(chapterOf);
};
