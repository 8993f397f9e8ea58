// Serves the gallery: `npm run gallery`. With `--pictures` it takes the pictures that its tests compare with, with
// `--trees` it writes down what assistive technology is told: of the states that are named behind it, or of all.
import { serveGallery } from './server.ts';
import { keepTrees } from './test/audit.ts';
import { takeBaselines } from './test/pictures.ts';

const [flag, ...states] = process.argv.slice(2);
if (flag === '--pictures') {
  await takeBaselines(states);
} else if (flag === '--trees') {
  await keepTrees(states);
} else {
  const { url } = await serveGallery(Number(process.env['PORT'] ?? 0));
  console.log(url);
}
