// `osapi client …`
import { readArguments, readConfiguration } from '../configuration/configuration.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';

try {
  const given = readArguments(process.argv.slice(2));
  const configuration = readConfiguration(given.file);
  startTelemetry('osapi-cli', configuration, given);
  const { createProgram } = await import('./program.ts');
  const { createCommandLog } = await import('../process/log.ts');
  const program = createProgram({
    apiUrl: configuration.api.url,
    log: createCommandLog('osapi-cli', given.isDebug),
    print: (text) => process.stdout.write(text),
  });
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`osapi: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
