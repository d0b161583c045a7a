console.error('cannot read settings.toml');
process.exit(3);
