export { createDependencies, createNodes, createNodesV2, name } from './plugin.ts';
