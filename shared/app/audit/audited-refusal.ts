import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { Refusal, type RefusalCode } from '#shared/domain/kernel/refusal.ts';

/** A "no" that leaves a trace: the edge writes the event before the caller hears of it. */
export class AuditedRefusal extends Refusal {
  readonly event: AuditEvent;

  constructor(code: RefusalCode, event: AuditEvent, details: Refusal['details'] = {}) {
    super(code, details);
    this.event = event;
  }
}
