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
    actor: { type: caller.type === 'customer' ? 'customer' : 'user', id: caller.id },
    action: allowed ? 'customer.revealed' : 'customer.revealRefused',
    object: customerId,
    data: { fields, purpose, role: caller.role },
  };
  if (!allowed) throw new AuditedRefusal('forbidden', event);
  return create('audit', event);
};
