import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import {
  CLIENT_END,
  CLIENT_START,
  type HandlerFailure,
  SERVER_END,
  SERVER_FAILURE,
  SERVER_START,
  SERVER_UNKNOWN,
  type TracedClientCall,
  type TracedServerCall,
  type UnknownMethodCall,
} from './call.ts';
import { GrpcClientSpans } from './client-spans.ts';
import { GrpcServerSpans } from './server-spans.ts';
import { wrapGrpc } from './wrap.ts';

/** The library is CommonJS, also for those who import it. */
const LIBRARY: ModuleTarget = {
  name: '@grpc/grpc-js',
  wrap: wrapGrpc,
  required: { from: /[\\/]@grpc[\\/]grpc-js[\\/]build[\\/]src[\\/][^\\/]+\.js$/, id: /^\.\/(?:channel|server)$/ },
  cached: /[\\/]@grpc[\\/]grpc-js[\\/]build[\\/]src[\\/](?:channel|server)\.js$/,
  needsEarlyStart: false,
};

/** Spans of both sides of @grpc/grpc-js. */
export const grpcJs: Instrumentation = {
  name: 'grpc-js',
  enable(context) {
    const client = new GrpcClientSpans(context);
    const server = new GrpcServerSpans(context);
    const subscriptions = new Subscriptions()
      .on<TracedClientCall>(CLIENT_START, (call) => client.start(call))
      .on<TracedClientCall>(CLIENT_END, (call) => client.end(call))
      .on<TracedServerCall>(SERVER_START, (call) => server.start(call))
      .on<TracedServerCall>(SERVER_END, (call) => server.end(call))
      .on<UnknownMethodCall>(SERVER_UNKNOWN, (call) => server.refuse(call))
      .on<HandlerFailure>(SERVER_FAILURE, (failure) => server.fail(failure))
      .add(watchModule(LIBRARY));
    return () => subscriptions.dispose();
  },
};
