/** Every way the domain can say no. The codes are public: clients branch on them, so they never change meaning. */
export type RefusalCode = keyof typeof refusalStatus;

/** The HTTP status of each refusal: the one place where a "no" of the domain meets the outer contract (`api.md`, Errors). */
export const refusalStatus = {
  invalid_cursor: 400,
  idempotency_key_required: 400,
  invalid_idempotency_key: 400,
  unauthorized: 401,
  invalid_signature: 401,
  forbidden: 403,
  second_factor_required: 403,
  fresh_sign_in_required: 403,
  password_expired: 403,
  not_found: 404,
  not_implemented: 404,
  transition_not_allowed: 409,
  ticket_closed: 409,
  conflict: 409,
  position_taken: 409,
  name_taken: 409,
  in_use: 409,
  already_exists: 409,
  newer_version: 409,
  not_empty: 409,
  snapshot_invalid: 409,
  shipped_role: 409,
  level_unchanged: 409,
  capacity_exceeded: 409,
  no_agent_available: 409,
  survey_locked: 409,
  expired: 410,
  cursor_expired: 410,
  version_conflict: 412,
  precondition_required: 428,
  idempotency_key_reused: 422,
  invalid_request: 422,
  filter_too_broad: 422,
  calendar_not_covered: 422,
  calendar_never_open: 422,
  unknown_reference: 422,
  too_many_requests: 429,
  busy: 503,
} as const;

/** One broken rule of a request: where (`lines[0].price`), which (stable code), and a sentence for people. */
export type FieldError = { readonly path: string; readonly code: string; readonly message: string };

/** An expected "no". Anything else that is thrown is a defect and becomes a 500 or a retry. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** Values for the sentence that the caller reads; never personal data. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly errors: readonly FieldError[];

  constructor(
    code: RefusalCode,
    details: Readonly<Record<string, string | number>> = {},
    errors: readonly FieldError[] = [],
  ) {
    super(code);
    this.code = code;
    this.details = details;
    this.errors = errors;
  }
}

/** A refusal that names one field of the request (422 unless the code says otherwise). */
export const refuseField = (
  path: string,
  message: string,
  code: RefusalCode = 'invalid_request',
  fieldCode: string = code === 'invalid_request' ? 'invalid' : code,
): Refusal => new Refusal(code, {}, [{ path, code: fieldCode, message }]);
