/** What becomes of a high dynamic range: brought to what every screen shows, or kept for those that show it. */
export const HDR_WISHES = ['toSdr', 'keep'] as const;
