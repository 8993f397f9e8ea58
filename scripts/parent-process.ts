/** Ends this process when the one that started it is gone, so that nothing is left running. */
export function endWithParent(): void {
  process.channel?.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
