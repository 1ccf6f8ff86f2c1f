import { inputArguments } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { numberOf } from './ffprobe-json.ts';

/** Enough for the longest broadcast GOPs. */
const PACKETS = 500;

/**
 * When the first picture that really decodes is shown, in the file's own time. A recording that starts in mid-GOP has
 * packets long before it. Undefined when none of the first packets decodes.
 */
export const firstShownFrame = async (
  toolchain: Toolchain,
  request: InputRequest,
  trackIndex: number,
): Promise<number | undefined> => {
  let first: number | undefined;
  const found = new AbortController();
  await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: AbortSignal.any([request.signal, found.signal]),
    wallMs: 60_000,
    onStdoutLine: (line) => {
      first ??= numberOf(line);
      // One is enough: what ffprobe would decode after it is not waited for.
      if (first !== undefined) found.abort();
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-select_streams', String(trackIndex)],
      ...['-read_intervals', `%+#${PACKETS}`, '-show_entries', 'frame=best_effort_timestamp_time'],
      ...['-print_format', 'csv=p=0', ...inputArguments(input, request.params, request.pictureFormat)],
    ],
  });
  return first;
};
