"""Which rules are in force where: packs that are switched on, own and tightened rules, readings; with two persons."""
