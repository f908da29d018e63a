// What routes answer, for the OpenAPI description. The schemas are made from the types by `npm run docs`; nothing is checked or
// written by them, a test compares them with real answers.
import schemas from './answer-schemas.json' with { type: 'json' };

type AnswerName = keyof typeof schemas;

/** The types of answers, by path as OpenAPI writes it. */
const ANSWERS: Readonly<Record<string, AnswerName>> = {
  '/api/v1/aggregate': 'Aggregate',
  '/api/v1/attributes': 'AttributeKeyList',
  '/api/v1/attributes/difference': 'AttributeDifference',
  '/api/v1/attributes/{key}/values': 'AttributeValueList',
  '/api/v1/dependencies': 'DependencyList',
  '/api/v1/facets': 'FacetList',
  '/api/v1/heatmap': 'Heatmap',
  '/api/v1/logs': 'LogList',
  '/api/v1/metrics': 'MetricList',
  '/api/v1/metrics/{name}/series': 'MetricSeriesList',
  '/api/v1/operations': 'OperationList',
  '/api/v1/problems': 'ProblemList',
  '/api/v1/services': 'ServiceList',
  '/api/v1/spans': 'SpanList',
  '/api/v1/status': 'HubStatus',
  '/api/v1/traces': 'TraceList',
  '/api/v1/traces/{id}': 'Trace',
  '/api/v1/traces/{id}/matches': 'TraceMatches',
  '/api/v1/traces/{id}/outline': 'TraceOutline',
  '/healthz': 'Health',
  '/readyz': 'Health',
};

/** Those that do not answer in JSON. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  '/api/v1/attach': 'text/event-stream',
  '/api/v1/tail': 'text/event-stream',
  '/metrics': 'text/plain',
};

interface Described {
  readonly paths?: Readonly<Record<string, object | undefined>>;
}

/** An OpenAPI description with the answers of its routes. */
export function describeAnswers(openApi: Described): object {
  const paths = Object.entries(openApi.paths ?? {}).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations ?? {}).map(([method, operation]) => [
        method,
        { ...operation, responses: answersOf(path) },
      ]),
    ),
  ]);
  return { ...openApi, paths: Object.fromEntries(paths), components: { schemas } };
}

function answersOf(path: string): object {
  const type = OTHER_TYPES[path];
  const answer = type === undefined ? jsonOf('The answer.', ANSWERS[path]) : textOf(type);
  return { 200: answer, default: jsonOf('Why there is none.', 'ErrorAnswer') };
}

function jsonOf(description: string, name: AnswerName): object {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
}

function textOf(type: string): object {
  return { description: 'The answer.', content: { [type]: { schema: { type: 'string' } } } };
}
