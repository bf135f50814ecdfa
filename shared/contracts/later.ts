/** Paths of the contract that later work brings (`api.md`): until then they answer 404 `not_implemented`. */
export const laterPaths: readonly string[] = [
  '/v1/roles', '/v1/roles/{id}', '/v1/users', '/v1/users/{id}',
  '/v1/customers/{id}/timeline', '/v1/customers/{id}/orders', '/v1/customers/{id}/notes', '/v1/customers/{id}/consents',
  '/v1/customers/{id}/duplicates', '/v1/customers/{id}/data-copy', '/v1/customers/{id}/merge', '/v1/customers/{id}/unmerge',
  '/v1/customers/{id}/erase', '/v1/orders', '/v1/orders/{id}', '/v1/tickets/{id}/merge', '/v1/tickets/{id}/links',
  '/v1/tickets/{id}/actions', '/v1/tickets/{id}/identity-check', '/v1/attachments', '/v1/attachments/{id}',
  '/v1/public/tickets', '/v1/public/knowledge/search', '/v1/public/ask', '/v1/articles', '/v1/articles/{id}', '/v1/articles/search',
  '/v1/rules', '/v1/rules/{id}', '/v1/rules/{id}/test', '/v1/macros', '/v1/macros/{id}', '/v1/quality/scorecards',
  '/v1/quality/scorecards/{id}', '/v1/quality/inspections', '/v1/quality/inspections/{id}', '/v1/courses', '/v1/courses/{id}',
  '/v1/loyalty/{id}', '/v1/coupons', '/v1/coupons/{id}', '/v1/campaigns', '/v1/campaigns/{id}', '/v1/care-plans', '/v1/care-plans/{id}',
  '/v1/queues', '/v1/metrics', '/v1/reports', '/v1/alerts', '/v1/alerts/{id}', '/v1/notifications', '/v1/notifications/{id}',
  '/v1/exports', '/v1/exports/{id}', '/v1/imports', '/v1/imports/{id}', '/v1/snapshots', '/v1/snapshots/{id}', '/v1/snapshots/{id}/verify',
  '/v1/restores', '/v1/restores/{id}', '/v1/changes', '/v1/webhooks', '/v1/webhooks/{id}', '/v1/webhooks/{id}/deliveries',
  '/v1/webhooks/{id}/replay', '/v1/webhooks/{id}/secret', '/v1/inbound/orders', '/v1/inbound/messages/{channel}',
  '/v1/audit-events', '/v1/audit-events/verify',
];
