"""What a run is, whoever asks for it: a request, its plan, files read and scored, outputs written whole."""
