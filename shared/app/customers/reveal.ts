import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import { AuditedRefusal } from '../audit/audited-refusal.ts';
import type { Context } from '../ports.ts';
import { create, type Write } from '../records.ts';

type Ask = { readonly customerId: string; readonly fields: readonly RevealField[]; readonly purpose: string };

/** The record of this reveal. Refuses with `forbidden`, and that too is recorded, where the role may not see all of the fields (`api.md`, Reveal). */
export const auditReveal = ({ customerId, fields, purpose }: Ask, context: Context): Write => {
  const { caller, now } = context;
  const allowed = fields.every((field) => caller.reveal.has(field));
  const event: AuditEvent = {
    id: context.newId('aud'),
    at: now,
    actor: { type: caller.type, id: caller.id, role: caller.role },
    action: allowed ? 'customer.revealed' : 'customer.revealRefused',
    object: customerId,
    result: allowed ? 'done' : 'refused',
    data: { fields },
    purpose,
  };
  if (!allowed) throw new AuditedRefusal('forbidden', event);
  return create('audit', event);
};
