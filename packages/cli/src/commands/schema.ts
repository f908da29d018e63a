import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { examples } from '../terminal/examples.ts';

interface SchemaOptions {
  readonly cluster?: string;
  readonly json?: boolean;
}

/** `throughline schema` */
export function addSchemaCommand(program: Command, context: Context): void {
  program
    .command('schema')
    .summary('print the SQL of the tables')
    .description(
      'Print the SQL of the tables. A hub makes those of a single ClickHouse by itself; those of a cluster an administrator makes with this.',
    )
    .option('--cluster <name>', 'replicated and distributed tables for this cluster of ClickHouse')
    .option('--json', 'print the statements as a JSON array')
    .addHelpText(
      'after',
      examples({
        'throughline schema': 'what a hub makes',
        'throughline schema --cluster main | clickhouse-client -d traces --multiquery': 'make the tables of a cluster',
      }),
    )
    .action((options: SchemaOptions) => printSchema(options, context));
}

async function printSchema({ cluster, json }: SchemaOptions, { output }: Context): Promise<void> {
  const { createClusterSchema, STORE_TABLES } = await import('@throughline/hub');
  const statements = cluster === undefined ? STORE_TABLES : createClusterSchema(cluster);
  if (json === true) output.json(statements);
  else output.write(`${statements.join(';\n\n')};\n`);
}
