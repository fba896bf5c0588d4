/** A refusal as GitHub words it: thrown by the rules, turned into an answer in one place. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    extra: { errors?: readonly unknown[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }
}

export const notFound = (headers: Record<string, string> = {}) => new ApiFailure(404, 'Not Found', { headers });
export const unprocessable = (message: string) => new ApiFailure(422, message);
export const emptyRepository = () => new ApiFailure(409, 'Git Repository is empty.');

/** One entry of `errors` in GitHub's 422 answers. */
export interface FieldError {
  resource: string;
  code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom' | 'unauthorized';
  field?: string;
  message?: string;
}

export function validationFailed(...errors: FieldError[]): ApiFailure {
  return new ApiFailure(422, 'Validation Failed', { errors });
}
