// Bundles the page of reports into one HTML file without data: node build.mjs FOLDER_WITH_NODE_MODULES PAGE
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const [packages, page] = process.argv.slice(2);
const esbuild = createRequire(join(packages, 'package.json'))('esbuild');
const source = join(dirname(fileURLToPath(import.meta.url)), 'src');

const bundle = await esbuild.build({
  entryPoints: [join(source, 'main.js')],
  nodePaths: [join(packages, 'node_modules')],
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2020', charset: 'utf8', legalComments: 'eof',
});
const style = await esbuild.transform(readFileSync(join(source, 'page.css'), 'utf8'), {loader: 'css', minify: true});
// A function as replacement: `$&` in the code means nothing. The end of a script must not stand inside one.
const script = bundle.outputFiles[0].text.replaceAll('</script', '<\\/script');
const notice = readFileSync(join(packages, 'node_modules/echarts/NOTICE'), 'utf8').trim();
const html = readFileSync(join(source, 'page.html'), 'utf8')
  .replace('@STYLE@', () => style.code)
  .replace('@NOTICE@', () => notice)
  .replace('@SCRIPT@', () => script);
writeFileSync(page, html);
