/** The channel that every workspace has from its first day, and that newcomers are put into. */
export const FIRST_CHANNEL = 'general';
