import type { Spherical } from '../media/spherical.ts';

/** The first version of spherical metadata (Spherical Video RFC of Google): what a picture is, in XML. Pixels and degrees. */
export const sphericalXml = (
  { stereoMode, yawDegrees, pitchDegrees, rollDegrees, missing }: Spherical,
  { width, height }: { readonly width: number; readonly height: number },
): string => {
  const full = (pixels: number, before: number, behind: number): number =>
    Math.round(pixels / Math.max(1 / 64, 1 - before - behind));
  const fullWidth = full(width, missing.left, missing.right);
  const fullHeight = full(height, missing.top, missing.bottom);
  const fields: readonly (readonly [string, string | number])[] = [
    ['Spherical', 'true'],
    ['Stitched', 'true'],
    ['StitchingSoftware', 'Reelmill'],
    ['ProjectionType', 'equirectangular'],
    ['StereoMode', stereoMode],
    ['InitialViewHeadingDegrees', Math.round(yawDegrees)],
    ['InitialViewPitchDegrees', Math.round(pitchDegrees)],
    ['InitialViewRollDegrees', Math.round(rollDegrees)],
    ...(fullWidth === width && fullHeight === height
      ? []
      : ([
          ['CroppedAreaImageWidthPixels', width],
          ['CroppedAreaImageHeightPixels', height],
          ['FullPanoWidthPixels', fullWidth],
          ['FullPanoHeightPixels', fullHeight],
          ['CroppedAreaLeftPixels', Math.round(fullWidth * missing.left)],
          ['CroppedAreaTopPixels', Math.round(fullHeight * missing.top)],
        ] as const)),
  ];
  const elements = fields
    .map(([name, value]) => `<GSpherical:${name}>${value}</GSpherical:${name}>`)
    .join('');
  return `<?xml version="1.0"?><rdf:SphericalVideo xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:GSpherical="http://ns.google.com/videos/1.0/spherical/">${elements}</rdf:SphericalVideo>`;
};

/** Undefined when it says nothing of a sphere. */
export const parseSphericalXml = (xml: string): Spherical | undefined => {
  const text = (name: string): string | undefined =>
    new RegExp(`<GSpherical:${name}>([^<]{0,100})<`, 'i').exec(xml)?.[1]?.trim();
  const numberOf = (name: string): number => {
    const value = Number(text(name));
    return Number.isFinite(value) ? value : 0;
  };
  if (text('ProjectionType')?.toLowerCase() !== 'equirectangular') return undefined;
  const [left, width, fullWidth] = crop(numberOf, 'Left', 'Width');
  const [top, height, fullHeight] = crop(numberOf, 'Top', 'Height');
  const stereoMode = (['top-bottom', 'left-right'] as const).find((mode) => mode === text('StereoMode'));
  return {
    projection: 'equirectangular',
    stereoMode: stereoMode ?? 'mono',
    yawDegrees: between(-180, numberOf('InitialViewHeadingDegrees'), 180),
    pitchDegrees: between(-90, numberOf('InitialViewPitchDegrees'), 90),
    rollDegrees: between(-180, numberOf('InitialViewRollDegrees'), 180),
    missing: {
      top: share(top, fullHeight),
      bottom: share(fullHeight - top - height, fullHeight),
      left: share(left, fullWidth),
      right: share(fullWidth - left - width, fullWidth),
    },
    padding: 0,
  };
};

/** Where the picture lies in that of the whole sphere: its offset, its length, and the length of the whole. */
const crop = (numberOf: (name: string) => number, side: string, length: string) =>
  [
    numberOf(`CroppedArea${side}Pixels`),
    numberOf(`CroppedAreaImage${length}Pixels`),
    numberOf(`FullPano${length}Pixels`),
  ] as const;

const between = (least: number, value: number, most: number): number =>
  Math.max(least, Math.min(most, value));
const share = (pixels: number, whole: number): number => (whole > 0 ? between(0, pixels / whole, 1) : 0);
