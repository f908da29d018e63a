import { QueryError } from '@throughline/query-language';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { HubError } from '../errors.ts';
import type { HubErrorCode } from '../errors.ts';
import { report } from '../report.ts';
import type { ErrorAnswer } from './types.ts';

const STATUS: Readonly<Partial<Record<HubErrorCode, number>>> = {
  TL_REQUEST: 400,
  TL_NOT_FOUND: 404,
  TL_STORE_LIMIT: 422,
  TL_TAIL_LIMIT: 429,
  TL_STORE_UNAVAILABLE: 503,
};

/** What is wrong with the hub itself is told to its operator. */
const OWN_ERROR = 'cannot answer: an error of the hub, see its log';

/** Turns whatever a route threw into the answer of the API. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, answer } = describe(error);
  if (status >= 500) report(`cannot answer ${request.method} ${request.url}: ${error.stack}`);
  reply.code(status).send(answer);
}

function describe(error: FastifyError | Error): { readonly status: number; readonly answer: ErrorAnswer } {
  const { message } = error;
  if (error instanceof HubError) {
    const status = STATUS[error.code] ?? 500;
    return { status, answer: { error: { code: error.code, message: status === 500 ? OWN_ERROR : message } } };
  }
  if (error instanceof QueryError) {
    const { code, position, suggestion } = error;
    return {
      status: 400,
      answer: { error: { code, message, position: position && { from: position.from, to: position.to }, suggestion } },
    };
  }
  if ('validation' in error && error.validation)
    return { status: 400, answer: { error: { code: 'TL_REQUEST', message: explainValidation(error.validation[0]) } } };
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  const text = status >= 500 ? OWN_ERROR : message;
  return { status, answer: { error: { code: status >= 500 ? 'TL_INTERNAL' : 'TL_REQUEST', message: text } } };
}

/** The validator's words are about JSON schemas; who asks knows parameters. */
function explainValidation({ keyword, instancePath, params, message }: FastifySchemaValidationError): string {
  if (keyword === 'required') return `cannot answer without the parameter ${String(params.missingProperty)}`;
  if (keyword === 'additionalProperties')
    return `cannot use the parameter ${String(params.additionalProperty)}: it is not known here`;
  return `cannot use the parameter ${instancePath.slice(1)}: it ${message}`;
}
