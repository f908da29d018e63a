// `@throughline/node/console`: the tree that the console exporter prints, for spans that came from elsewhere.
export { renderTraces } from './console/render-traces.ts';
export type { RenderOptions } from './console/render-traces.ts';
