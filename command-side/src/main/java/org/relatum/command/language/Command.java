package org.relatum.command.language;

/** Something a caller wants to become a fact. Accepted as a whole or refused as a whole. */
public sealed interface Command
        permits CustomerCommand,
                ProductCommand,
                SurveyCommand,
                ImprovementCommand,
                ArticleCommand,
                ValueModelCommand,
                PolicyCommand,
                DepartmentCommand,
                StaffCommand,
                PerformanceCommand {}
