/** Numbers, times and states as people read them. */

/** Clock form for players and badges: 0:05, 12:30, 1:02:03. */
export const formatClock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const pad = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
};

/** Spoken form for waiting times and step durations. */
export const formatSeconds = (seconds: number): string => {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  // Rounded first, so that 59.7 is a minute and not 60 seconds.
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** What is left of a wait. An estimate is not shown sharper than it is. */
export const formatLeft = (seconds: number): string => {
  if (seconds < 1.5) return 'a moment left';
  if (seconds < 60) return `${Math.ceil(seconds)} s left`;
  return `${formatSeconds(seconds < 3600 ? Math.ceil(seconds / 5) * 5 : seconds)} left`;
};

export const formatPercent = (share: number): string => `${Math.floor(share * 100)} %`;

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const formatDate = (iso: string): string => dateFormat.format(new Date(iso));
