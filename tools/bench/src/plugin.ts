export { createDependencies } from './infer/dependencies.ts';
export { createNodes, createNodesV2 } from './infer/nodes.ts';
