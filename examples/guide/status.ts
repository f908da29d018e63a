// What tracing is doing. Run it with
// node --import @throughline/node/register examples/guide/status.ts
// #region status
import { getTelemetryStatus } from '@throughline/node';

console.log(getTelemetryStatus());
// #endregion status
