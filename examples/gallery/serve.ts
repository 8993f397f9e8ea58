// Serves the gallery: `npm run gallery`. With `--pictures` it takes the pictures that its test compares with.
import { serveGallery } from './server.ts';
import { takeBaselines } from './test/pictures.ts';

if (process.argv.includes('--pictures')) {
  await takeBaselines();
} else {
  const { url } = await serveGallery(Number(process.env['PORT'] ?? 0));
  console.log(url);
}
