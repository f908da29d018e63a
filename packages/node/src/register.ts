import { resolveConfiguration } from './configuration/resolve-configuration.ts';
import { Runtime } from './runtime.ts';

const { configuration, warnings } = resolveConfiguration(undefined, process.env);
for (const warning of warnings) console.error(warning);
if (configuration.enabled) new Runtime(configuration);
