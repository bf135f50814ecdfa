import { columnNames } from '../exports/columns/index.ts';
import type { Export } from '../exports/export.ts';
import type { ExportResource } from '../exports/values.ts';

/** More cases than that are a table: nobody reads so many files one after the other. */
export const MOST_CASES = 200;
/** More rows are no document any more. */
export const MOST_ROWS = 10_000;

type Asked = Pick<Export, 'resource' | 'fields'>;

const isWhole = ({ resource, fields }: Asked): boolean => fields.length === columnNames(resource).length;

/** Cases of which no columns were chosen: their whole files are wanted. */
export const isAboutCases = (made: Asked): boolean => made.resource === 'tickets' && isWhole(made);

/** What stands side by side on paper when nobody has chosen: everything would be too much of it. */
const usual: Readonly<Record<ExportResource, readonly string[]>> = {
  tickets: [
    'number',
    'subject',
    'kind',
    'severity',
    'priority',
    'status',
    'teamId',
    'createdAt',
    'resolutionState',
    'resolutionDueAt',
    'resolvedAt',
  ],
  messages: ['ticketNumber', 'createdAt', 'visibility', 'authorType', 'authorId', 'body'],
  timeline: ['ticketNumber', 'seq', 'at', 'type', 'actorType', 'actorId', 'data'],
  customers: ['id', 'name', 'phones', 'emails', 'grade', 'stage', 'tags', 'spend', 'createdAt'],
  orders: [
    'externalId',
    'shopId',
    'customerId',
    'placedAt',
    'status',
    'total',
    'refunded',
    'currency',
    'lineCount',
  ],
  surveyResponses: ['ticketId', 'orderId', 'teamId', 'agentId', 'csat', 'nps', 'comment', 'answeredAt'],
  auditEvents: ['at', 'actorType', 'actorId', 'action', 'object', 'result', 'data', 'requestId'],
};

/** The columns of a table on paper, by the names of its fields: those that were chosen. */
export const documentFields = (made: Asked): readonly string[] =>
  isWhole(made) ? usual[made.resource] : made.fields;
