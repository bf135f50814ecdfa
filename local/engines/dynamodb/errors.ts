const SERVICE = 'com.amazonaws.dynamodb.v20120810#';
const VALIDATE = 'com.amazon.coral.validate#';
const CORAL = 'com.amazon.coral.service#';

/** An error as DynamoDB words it on the wire. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly code: string;

  constructor(type: string, message: string, more: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.status = status;
    this.code = type.slice(type.indexOf('#') + 1);
    this.body = { __type: type, message, ...more };
  }
}

export const validationError = (message: string): ApiError =>
  new ApiError(`${VALIDATE}ValidationException`, message);

export const serviceError = (
  code: string,
  message: string,
  more?: Readonly<Record<string, unknown>>,
): ApiError => new ApiError(SERVICE + code, message, more);

export const coralError = (code: string, message: string): ApiError => new ApiError(CORAL + code, message);

export const tableNotFound = (name: string): ApiError =>
  serviceError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);

/** The library reports refusals as errors that carry a status and a body; everything else is a defect. */
export const asApiError = (error: unknown): ApiError | undefined => {
  if (error instanceof ApiError) return error;
  if (!(error instanceof Error) || !('statusCode' in error) || !('body' in error)) return undefined;
  const { __type, message, Message } = error.body as { __type: string; message?: string; Message?: string };
  return new ApiError(__type, message ?? Message ?? error.message, {}, Number(error.statusCode));
};
