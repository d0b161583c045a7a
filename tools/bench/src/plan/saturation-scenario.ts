/** The scenario that is no script of k6's: wrk, which costs less CPU, asks for all that the server can give. */
export const SATURATION = 'saturation';
