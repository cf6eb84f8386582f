// Says when Node is too old for logscan. Old syntax only, and CommonJS, so that the old Node itself can read it.
var NEEDED = /\d+(\.\d+)*/.exec(require('../package.json').engines.node)[0];

/**
 * One sentence about a Node that is too old; undefined for one that is new enough.
 * @param {string} running a version, such as 18.19.1
 * @returns {string | undefined}
 */
exports.tooOld = function (running) {
  var needed = NEEDED.split('.');
  var own = running.split('.');
  for (var i = 0; i < needed.length; i++) {
    if (+own[i] > +needed[i]) return undefined;
    if (+own[i] < +needed[i]) return 'logscan needs Node ' + NEEDED + ' or newer, and this is Node ' + running + '.';
  }
  return undefined;
};
