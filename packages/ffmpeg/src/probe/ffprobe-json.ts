/** What ffprobe's JSON may hold, as far as it is read here. Everything is optional: files lie and leave out. */
export interface FfprobeStream {
  readonly index: number;
  readonly codec_name?: string;
  readonly codec_type?: string;
  readonly codec_tag_string?: string;
  readonly profile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly pix_fmt?: string;
  readonly field_order?: string;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly bits_per_raw_sample?: string;
  readonly r_frame_rate?: string;
  readonly avg_frame_rate?: string;
  readonly time_base?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly bit_rate?: string;
  readonly sample_rate?: string;
  readonly channels?: number;
  readonly channel_layout?: string;
  readonly extradata_hash?: string;
  readonly disposition?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly {
    readonly side_data_type?: string;
    readonly rotation?: number;
    readonly projection?: string;
    readonly yaw?: number;
    readonly pitch?: number;
    readonly roll?: number;
    readonly padding?: number;
    readonly bound_left?: number;
    readonly bound_top?: number;
    readonly bound_right?: number;
    readonly bound_bottom?: number;
    /** How the pictures of two eyes lie in one. */
    readonly type?: string;
  }[];
}

export interface FfprobeAnswer {
  readonly streams?: readonly FfprobeStream[];
  readonly chapters?: readonly {
    readonly start_time?: string;
    readonly end_time?: string;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
  readonly format?: {
    readonly format_name?: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly bit_rate?: string;
    readonly size?: string;
  };
}

/** A finite number, or undefined for `N/A`, nothing and nonsense. */
export const numberOf = (text: string | number | undefined): number | undefined => {
  const value = typeof text === 'number' ? text : Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : undefined;
};
