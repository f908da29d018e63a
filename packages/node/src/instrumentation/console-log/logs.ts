// Node publishes the arguments of each call of the console before it prints them, in the array that it then prints.
import { cleanBody, isErrorLike, LogAttributes, type LogContent, readContent } from '../../logs/log-content.ts';
import type { LogPipeline } from '../../logs/log-pipeline.ts';
import { activeIdentity, LogStamp } from '../../logs/log-stamp.ts';
import { severityOfName } from '../../logs/severity.ts';
import { noteStamped } from '../../logs/stamped-libraries.ts';
import type { AttributeBounds } from '../../trace/attributes.ts';
import type { SpanIdentity } from '../../trace/identity.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';

const METHODS = ['log', 'info', 'debug', 'warn', 'error'] as const;

const stamp = new LogStamp(['trace_id=', ' span_id=', ' trace_flags=', '']);

/** As Node formats. Not imported: an import reads every export of the module, some of which load others. */
function format(values: readonly unknown[]): string {
  return process.getBuiltinModule('node:util').format(...values);
}

/**
 * Ends a text with the ids of its span. A line of JSON stays as it is, because whoever reads it would not understand it any
 * more, and so does one that names a trace itself.
 */
export function stampArguments(values: unknown[], identity: SpanIdentity): void {
  if (values.length === 0 || values.some((value) => typeof value === 'string' && value.includes('trace_id'))) return;
  const [first] = values;
  if (typeof first !== 'string') {
    values.push(stamp.format(identity));
    return;
  }
  if (values.length === 1 && /^\s*[{[].*[}\]]\s*$/s.test(first)) return;
  // As one text: what is added must not be taken for an argument of a format.
  const text = values.length === 1 ? first : format(values);
  values.splice(0, values.length, `${text} ${stamp.format(identity)}`);
}

function toContent(level: string, values: readonly unknown[], bounds: AttributeBounds): LogContent {
  const attributes = new LogAttributes(bounds);
  const error = values.find(isErrorLike);
  if (error !== undefined) attributes.setException(error);
  return {
    severityNumber: severityOfName(level),
    severityText: level,
    // The stack has an attribute of its own.
    body: cleanBody(values.length === 1 && error !== undefined ? String(error) : format(values)),
    flatAttributes: attributes.list,
    droppedAttributesCount: attributes.dropped,
  };
}

type Handler = (level: string, values: unknown[], identity: SpanIdentity | undefined) => void;

function createRecorder(logs: LogPipeline): Handler {
  const source = logs.createSource('console', readContent);
  return (level, values, identity) => source.add(toContent(level, values, logs.bounds), identity);
}

/** Log records of what is written with the console, and, if asked for, trace ids at the end of it. */
export const consoleLog: Instrumentation = {
  name: 'console',
  enable({ logs, stampConsole = false }) {
    const subscriptions = new Subscriptions();
    if (logs === undefined && !stampConsole) return () => {};
    const record = logs === undefined ? undefined : createRecorder(logs);
    if (stampConsole) noteStamped('console');
    for (const method of METHODS) {
      subscriptions.on<unknown[]>(`console.${method}`, (values) => {
        const identity = activeIdentity();
        record?.(method, values, identity);
        if (stampConsole && identity !== undefined) stampArguments(values, identity);
      });
    }
    return () => subscriptions.dispose();
  },
};
