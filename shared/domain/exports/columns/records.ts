import { type Column, column, computed, type Row, words } from './column.ts';

const addressLine = (address: Row): string =>
  ['country', 'province', 'city', 'district', 'line', 'postcode']
    .map((part) => address[part])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');

const externalId = (one: Row): string =>
  [one['shopId'], ...(one['channel'] === undefined ? [] : [one['channel']]), one['id']].join(':');

const each = (path: string, text: (one: Row) => string) => (row: Row) => {
  const list = row[path];
  return Array.isArray(list) ? list.map((one) => text(one as Row)) : undefined;
};

/** Columns of customers: the customer of the API, masked but for what the role reveals. */
export const customerColumns: readonly Column[] = [
  column('id'),
  column('version', 'integer'),
  column('status'),
  column('name', 'text', { reveals: 'name' }),
  column('phones', 'list', { reveals: 'phone' }),
  column('emails', 'list', { reveals: 'email' }),
  { ...computed('addresses', 'list', each('addresses', addressLine)), reveals: 'address' },
  column('language'),
  column('timeZone'),
  column('preferredChannel'),
  column('doNotDisturb', 'boolean'),
  computed('externalIds', 'list', each('externalIds', externalId)),
  column('tags', 'list'),
  column('grade', 'text', { path: 'grade.value' }),
  column('gradeReasons', 'list', { path: 'grade.reasons' }),
  column('stage'),
  column('behaviour', 'text', { path: 'behaviour.value' }),
  column('spend', 'decimal', { path: 'spend.amount' }),
  column('spendCurrency', 'text', { path: 'spend.currency' }),
  column('lifetimeValue', 'decimal', { path: 'lifetimeValue.amount' }),
  column('churnRisk', 'decimal', { path: 'churn.risk' }),
  column('churnLevel', 'text', { path: 'churn.level' }),
  column('createdAt', 'instant'),
  column('updatedAt', 'instant'),
];

/** Columns of orders. */
export const orderColumns: readonly Column[] = [
  column('id'),
  column('version', 'integer'),
  column('externalId'),
  column('shopId'),
  column('customerId'),
  column('placedAt', 'instant'),
  column('status'),
  column('total', 'decimal', { path: 'total.amount' }),
  column('refunded', 'decimal', { path: 'refunded.amount' }),
  column('currency', 'text', { path: 'total.currency' }),
  computed('lineCount', 'integer', (row) => (row['lines'] as readonly unknown[] | undefined)?.length),
  column('lines', 'json'),
  column('shipments', 'json', { reveals: 'address' }),
  words('refunds', { type: 'json', reveals: 'address' }),
  column('sourceUpdatedAt', 'instant'),
  column('createdAt', 'instant'),
  column('updatedAt', 'instant'),
];

/** Columns of answers to surveys: each dimension in a column of its own. */
export const responseColumns: readonly Column[] = [
  column('id'),
  column('surveyId'),
  column('ticketId'),
  column('orderId'),
  column('occasion'),
  column('customerId'),
  column('shopId'),
  column('teamId'),
  column('agentId'),
  column('kind', 'text', { path: 'attribution.kind' }),
  column('channel', 'text', { path: 'attribution.channel' }),
  column('language'),
  column('templateId', 'text', { path: 'template.id' }),
  column('templateVersion', 'integer', { path: 'template.version' }),
  column('csat', 'integer'),
  column('nps', 'integer'),
  ...['responseSpeed', 'serviceQuality', 'informationAccuracy', 'afterSales', 'product', 'logistics'].map(
    (name) => column(name, 'integer', { path: `dimensions.${name}` }),
  ),
  words('comment'),
  column('sentAt', 'instant'),
  column('answeredAt', 'instant'),
  column('amendedAt', 'instant'),
];

/** Columns of the audit trail. */
export const auditColumns: readonly Column[] = [
  column('id'),
  column('at', 'instant'),
  column('actorType', 'text', { path: 'actor.type' }),
  column('actorId', 'text', { path: 'actor.id' }),
  column('actorRole', 'text', { path: 'actor.role' }),
  column('action'),
  column('object'),
  column('result'),
  column('changes', 'json'),
  column('data', 'json'),
  column('purpose'),
  column('requestId'),
  column('source'),
  column('route'),
];
