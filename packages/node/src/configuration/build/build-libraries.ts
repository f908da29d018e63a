import type { LibraryConfiguration } from '../library-configuration.ts';
import type { Settings } from '../settings.ts';

export function buildLibraries(settings: Settings): LibraryConfiguration {
  return Object.freeze({
    webSocket: Object.freeze({
      messageSpans: settings.get('webSocket.messageSpans'),
      envelope: settings.find('webSocket.envelope'),
    }),
    childProcess: Object.freeze({
      propagate: settings.get('childProcess.propagate'),
      baggage: settings.get('childProcess.baggage'),
      spans: settings.get('childProcess.spans'),
    }),
    net: Object.freeze({ dialSpans: settings.get('net.dialSpans') }),
    redis: Object.freeze({ bullmqSpans: settings.get('redis.bullmqSpans') }),
    ssh: Object.freeze({ propagate: settings.get('ssh.propagate') }),
    messaging: Object.freeze({
      linkedDestinations: Object.freeze([...settings.get('messaging.linkedDestinations')]),
    }),
  });
}
