/** An image of one layer as an archive that every engine loads. */
export function imageArchive(image: {
  tag: string;
  os: string;
  architecture: string;
  epoch: number;
  layer: Buffer;
  config: object;
}): { archive: Buffer; id: string; digest: string; layers: string[]; compressedBytes: number };
