// Sampling by rules, decided when a trace begins. Run it with
// node --conditions=throughline-source examples/guide/sampling.ts
import { bootstrapTelemetry, getTelemetryStatus, withSpan } from '@throughline/node';

// #region rules
bootstrapTelemetry({
  serviceName: 'cml',
  sampler: {
    root: {
      rules: [
        { spanNames: ['GET /health'], sampler: 'always_off' },
        { spanNames: ['POST *'], sampler: 'always_on' },
      ],
      otherwise: { name: 'traceidratio', ratio: 0.1 },
    },
  },
});
// #endregion rules

withSpan('GET /health', () => undefined);
withSpan('POST /api/tasks', () => undefined);
console.log(JSON.stringify(getTelemetryStatus()));
