import { type HdrMetadata, HdrMetadataSchema } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { numberOf } from './ffprobe-json.ts';

/** What encoders repeat at every keyframe is beside the first pictures. */
const PACKETS = 5;

const FIELDS = [
  ...['red_x', 'red_y', 'green_x', 'green_y', 'blue_x', 'blue_y', 'white_point_x', 'white_point_y'],
  ...['min_luminance', 'max_luminance', 'max_content', 'max_average'],
].join(',');

/**
 * How a track's high dynamic range is to be shown, as its first pictures say, or else its container. Undefined where
 * neither says anything that can be.
 */
export const readHdr = async (
  toolchain: Toolchain,
  request: InputRequest,
  trackIndex: number,
): Promise<HdrMetadata | undefined> => {
  const said = new Map<string, string>();
  await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: request.signal,
    wallMs: 60_000,
    onStdoutLine: (line) => {
      const [field = '', value = ''] = line.split('=');
      if (!said.has(field)) said.set(field, value);
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-select_streams', String(trackIndex)],
      ...['-read_intervals', `%+#${PACKETS}`],
      ...['-show_entries', `frame_side_data=${FIELDS}:stream_side_data=${FIELDS}`],
      ...['-print_format', 'default=noprint_wrappers=1'],
      ...inputArguments(input, request.params, request.pictureFormat),
    ],
  });
  return hdrOf(said);
};

/** From ffprobe's fields. Nonsense, such as a chromaticity above 1, is as good as nothing. Pure. */
export const hdrOf = (said: ReadonlyMap<string, string>): HdrMetadata | undefined => {
  const share = (field: string): number => {
    const [num = Number.NaN, den = Number.NaN] = (said.get(field) ?? '').split('/').map(Number);
    return num / den;
  };
  const point = (name: string) => ({ x: share(`${name}_x`), y: share(`${name}_y`) });
  const masteringDisplay = HdrMetadataSchema.shape.masteringDisplay.safeParse({
    ...{ red: point('red'), green: point('green'), blue: point('blue'), whitePoint: point('white_point') },
    ...{ minLuminance: share('min_luminance'), maxLuminance: share('max_luminance') },
  });
  const contentLight = HdrMetadataSchema.shape.contentLight.safeParse({
    maxCll: numberOf(said.get('max_content')),
    maxFall: numberOf(said.get('max_average')),
  });
  const hdr = { masteringDisplay: masteringDisplay.data ?? null, contentLight: contentLight.data ?? null };
  return hdr.masteringDisplay || hdr.contentLight ? hdr : undefined;
};
