"""How many generated cases the properties try: `HYPOTHESIS_PROFILE=ci` tries them in full, `quick` is for developing."""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture]

settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=SLOW)
settings.register_profile("ci", max_examples=250, deadline=None, suppress_health_check=SLOW, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
