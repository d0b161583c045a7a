/** Writes `<folder>/image.tar`, an image from scratch, and `<folder>/image.json`, what it is. @returns the archive */
export function writeImage(of: {
  server: string;
  tag: string;
  dockerfile: string;
  files: readonly string[];
  folder: string;
  platform: { os: string; architecture: string };
}): string;
