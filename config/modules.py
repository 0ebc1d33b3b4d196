"""The one list of installed modules, in the order of the steps."""

MODULES = [
    "sizao.registry.orgs.apps.OrgsConfig",
    "sizao.registry.accounts.apps.AccountsConfig",
    "sizao.registry.roster.apps.RosterConfig",
    "sizao.registry.policies.apps.PoliciesConfig",
    "sizao.registry.levels.apps.LevelsConfig",
    "sizao.registry.changes.apps.ChangesConfig",
    "sizao.registry.places.apps.PlacesConfig",
    "sizao.registry.grids.apps.GridsConfig",
    "sizao.detect.checks.apps.ChecksConfig",
    "sizao.detect.screening.apps.ScreeningConfig",
    "sizao.detect.absences.apps.AbsencesConfig",
    "sizao.detect.registers.apps.RegistersConfig",
    "sizao.detect.linelist.apps.LinelistConfig",
    "sizao.detect.signals.apps.SignalsConfig",
    "sizao.report.chasing.apps.ChasingConfig",
    "sizao.report.daily.apps.DailyConfig",
    "sizao.report.papers.apps.PapersConfig",
    "sizao.oversee.situation.apps.SituationConfig",
    "sizao.oversee.quality.apps.QualityConfig",
    "sizao.oversee.retention.apps.RetentionConfig",
]
