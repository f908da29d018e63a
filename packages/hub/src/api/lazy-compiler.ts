// Schemas of parameters are compiled when the first request of their route comes. Compiling all of them is an eighth of what a
// hub does until it listens, and most hubs are asked for a few routes. A test asks all of them, so none is wrong unnoticed.
import { AjvCompiler } from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify';

type Compile = FastifySchemaCompiler<unknown>;
type Validate = ReturnType<Compile>;

/** Fastify's own compiler of schemas, which waits. */
export function createLazyCompiler(customOptions: NonNullable<FastifyServerOptions['ajv']>['customOptions']): Compile {
  let compile: Compile | undefined;
  return (route) => {
    let validate: Validate | undefined;
    const lazy: Validate = (data: unknown) => {
      compile ??= AjvCompiler()({}, { customOptions }) as Compile;
      validate ??= compile(route);
      const isValid = validate(data);
      lazy.errors = validate.errors;
      return isValid;
    };
    return lazy;
  };
}
