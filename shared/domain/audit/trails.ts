/**
 * What the audit trail may show of each kind of record. The longest declared path that a field begins with decides: `plain` is shown
 * as it is, of `text` (words somebody wrote) only the length, `skip` is bookkeeping that nobody changed by hand. A field that
 * nobody declared counts as personal and is shown as a keyed digest.
 */
export type Trail = {
  /** The noun of its actions: `ticket.updated`. */
  readonly noun: string;
  readonly plain: readonly string[];
  readonly text?: readonly string[];
  readonly skip?: readonly string[];
};

const HOUSEKEEPING = ['version', 'createdAt', 'updatedAt', 'updatedBy'];

/** Kinds of records whose changes are recorded, one record of the trail for each record changed. */
export const trails: Readonly<Record<string, Trail>> = {
  ticket: {
    noun: 'ticket',
    plain: [
      ...[
        'number',
        'shopId',
        'kind',
        'category',
        'severity',
        'priority',
        'priorityGiven',
        'status',
        'channel',
      ],
      ...['language', 'openedBy', 'customerId', 'orderIds', 'teamId', 'assigneeId', 'ownerId'],
      ...['escalationLevel', 'tags', 'triage', 'reopenCount', 'mergedInto'],
    ],
    text: ['subject'],
    // Clocks are told by the timeline of the case, which is its ledger; the rest follows from what is shown.
    skip: [
      ...['sla', 'eventSeq', 'repliedBy', 'escalations', 'teamIds', 'homeTeamId'],
      ...['firstResponseAt', 'resolvedAt', 'closedAt', 'closeAt'],
    ],
  },
  message: {
    noun: 'message',
    plain: ['visibility', 'author', 'attachmentIds', 'ticketId'],
    text: ['body'],
    skip: ['editedAt'],
  },
  escalation: {
    noun: 'escalation',
    plain: [
      ...[
        'ticketId',
        'n',
        'level',
        'from',
        'cause',
        'target',
        'dueAt',
        'at',
        'actor',
        'fromTeamId',
        'toTeamId',
      ],
      ...['acknowledgedAt', 'acknowledgedBy', 'holdUntil'],
    ],
    text: ['reason'],
  },
  task: {
    noun: 'task',
    plain: ['ticketId', 'type', 'status', 'teamId', 'assigneeId', 'dueAt', 'createdBy', 'doneAt', 'doneBy'],
    text: ['title', 'result'],
  },
  identityCheck: { noun: 'identityCheck', plain: ['ticketId', 'tries', 'passed', 'code'] },
  acceptance: { noun: 'acceptance', plain: ['userId', 'notice', 'textVersion', 'at'] },
  view: { noun: 'view', plain: ['userId'], text: ['name'] },
  customer: {
    noun: 'customer',
    plain: [
      ...['status', 'language', 'timeZone', 'preferredChannel', 'doNotDisturb', 'tags', 'notes'],
      ...['value.grade', 'value.stage', 'privacy.mergedInto', 'privacy.merged', 'privacy.consents'],
      ...['privacy.erasure.requestedAt', 'privacy.erasure.doneAt', 'privacy.legalHold'],
      'privacy.dataReview.confirmedAt',
    ],
    // What is computed from orders and planned by the rules of privacy tells its own history.
    skip: ['value', 'privacy', 'searchVersion', 'nextReviewAt'],
  },
  customerNote: { noun: 'note', plain: ['customerId', 'author'], text: ['body'] },
  consent: {
    noun: 'consent',
    plain: ['customerId', 'n', 'purpose', 'state', 'at', 'source', 'textVersion', 'recordedBy'],
    text: ['evidence'],
  },
  merge: {
    noun: 'merge',
    plain: ['duplicateId', 'survivorId', 'at', 'by', 'expiresAt'],
    skip: ['sealed'],
  },
  order: {
    noun: 'order',
    plain: [
      ...['externalId', 'shopId', 'customerId', 'placedAt', 'status', 'currency', 'totalMinor'],
      'sourceUpdatedAt',
    ],
  },
  import: {
    noun: 'import',
    plain: ['createdBy', 'resource', 'format', 'dryRun', 'status', 'problem', 'rows'],
    // Which column stands for which field may name what the file holds.
    text: ['mapping'],
    skip: [
      ...['lease', 'tries', 'etag', 'pieces', 'appliedPieces', 'done', 'counts'],
      ...['startedAt', 'endedAt', 'language'],
    ],
  },
  restore: {
    noun: 'restore',
    plain: [
      'snapshotId',
      'mode',
      'only',
      'dryRun',
      'status',
      'requestedBy',
      'chain',
      'repairs',
      'problemCount',
    ],
    skip: [
      ...['lease', 'checkpoint', 'progress', 'entities', 'belongings', 'problems', 'waits', 'loads'],
      ...['startedAt', 'finishedAt'],
    ],
  },
  snapshot: {
    noun: 'snapshot',
    plain: [
      ...['status', 'kind', 'asked', 'madeBy', 'from', 'to', 'base', 'full', 'items', 'bytes', 'manifestKey'],
      ...['sha256', 'verified', 'problems', 'step'],
    ],
    skip: [
      ...['lease', 'attempt', 'exportArn', 'exportManifest', 'exportFrom', 'tableId', 'parts', 'check'],
      ...['startedAt', 'endedAt', 'verifiedAt'],
    ],
  },
  user: {
    noun: 'user',
    plain: ['roleId', 'teamIds', 'skills', 'languages', 'capacity', 'level', 'presence', 'status', 'scope'],
  },
  team: { noun: 'team', plain: ['name', 'department', 'escalatesTo', 'leadIds'] },
  role: { noun: 'role', plain: ['key', 'name', 'permissions', 'scope', 'teamIds', 'reveal', 'archived'] },
  settings: {
    noun: 'settings',
    plain: [
      ...[
        'rateLimits',
        'categories',
        'routing',
        'reopenWindow',
        'autoClose',
        'acknowledgementHold',
        'language',
      ],
      ...['timeZone', 'defaultShop', 'surveys', 'triage', 'sla', 'currency', 'grades', 'churn'],
      'exportsMasked',
    ],
  },
  shop: { noun: 'shop', plain: ['name'] },
  policy: {
    noun: 'policy',
    plain: ['name', 'position', 'conditions', 'calendarId', 'calendarVersion', 'targets', 'archived'],
  },
  calendar: { noun: 'calendar', plain: ['name', 'definition', 'archived'] },
  template: {
    noun: 'template',
    plain: ['name', 'kind', 'language', 'archived'],
    text: ['intro', 'thanks', 'questions'],
  },
  survey: {
    noun: 'survey',
    plain: [
      ...['ticketId', 'cycle', 'customerId', 'shopId', 'status', 'reason', 'language', 'templateId'],
      ...['templateVersion', 'sendAt', 'channel', 'answers', 'responseId', 'followUpTaskId'],
      ...['answer.csat', 'answer.nps', 'answer.dimensions'],
    ],
    text: ['answer.comment'],
    skip: [
      ...[
        'about',
        'refusedChannels',
        'claimedAt',
        'attempts',
        'retryAt',
        'sentAt',
        'reminderAt',
        'remindedAt',
      ],
      ...['expiresAt', 'answeredAt', 'endedAt'],
    ],
  },
  webhook: { noun: 'webhook', plain: ['shopId', 'events', 'status'], text: ['name'] },
  surveyResponse: {
    noun: 'response',
    plain: [
      ...['surveyId', 'n', 'superseded', 'ticketId', 'customerId', 'shopId', 'language', 'templateId'],
      ...['templateVersion', 'answer.csat', 'answer.nps', 'answer.dimensions'],
    ],
    text: ['answer.comment'],
    skip: ['about', 'sentAt', 'answeredAt', 'amendedAt'],
  },
};

/**
 * Kinds that leave no trail of their own: they follow from a record that does, are history themselves, or are how the work is done. A kind
 * must stand here or above; a test holds it so.
 */
export const withoutTrail: readonly string[] = [
  ...['ticketNumber', 'event', 'rung', 'messageEdit', 'customerLookup', 'principal', 'member', 'load'],
  ...['roleHolder', 'surveyBudget', 'surveyToken', 'audit', 'idempotency', 'effect', 'epoch'],
  // Exports are told of by records of their own: what was asked for, made, linked to.
  ...['upgrade', 'restoreLock', 'searchToken', 'tombstone', 'revealTally', 'export', 'importKey'],
  ...['inboundMessage', 'conversation'],
  ...['webhookState', 'webhookStream', 'webhookDelivery'],
];

export type Shown = 'plain' | 'text' | 'skip' | 'digest';

const covers = (declared: string, path: string): boolean =>
  path === declared || path.startsWith(`${declared}.`);

/** How a field may be shown, by its path (`sla.clocks`). */
export const shownAs = ({ plain, text = [], skip = [] }: Trail, path: string): Shown => {
  const declared: readonly (readonly [Shown, readonly string[]])[] = [
    ['plain', plain],
    ['text', text],
    ['skip', [...skip, ...HOUSEKEEPING]],
  ];
  const fitting = declared.flatMap(([shown, paths]) =>
    paths.filter((one) => covers(one, path)).map((one) => ({ shown, length: one.length })),
  );
  return fitting.sort((a, b) => b.length - a.length)[0]?.shown ?? 'digest';
};

/** Whether the fields inside this one are told apart: all of them are plain, or some of them are declared. */
export const isTakenApart = (trail: Trail, path: string): boolean =>
  shownAs(trail, path) === 'plain' ||
  [...trail.plain, ...(trail.text ?? []), ...(trail.skip ?? [])].some((one) => one.startsWith(`${path}.`));
